import { ComfycError } from "../../errors/comfyc-error.ts";

/** The parts of one moment that file names use, in some time zone. */
export interface ClockParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** @param timezone an IANA name; the machine's own where absent. @throws invalid_clock for an unknown name */
export function readClock(now: Date, timezone: string | undefined): ClockParts {
  const parts = new Map(
    formatter(timezone)
      .formatToParts(now)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
  };
}

function formatter(timezone: string | undefined): Intl.DateTimeFormat {
  const numeric = "numeric" as const;
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  try {
    const zone = timezone === undefined ? {} : { timeZone: timezone };
    return new Intl.DateTimeFormat("en-US", { ...fields, ...zone, hourCycle: "h23", calendar: "gregory" });
  } catch {
    throw new ComfycError("invalid_clock", `${JSON.stringify(timezone)} is not a time zone.`, {
      hint: "Give an IANA name such as UTC or Europe/Berlin.",
    });
  }
}

/** The date of `%date:…%`: `yyyy`, `yy`, and one or two of `M d h m s`; all else stands for itself (formatUtil.ts). */
export function formatDate(format: string, clock: ClockParts): string {
  return format.replace(/dd?|MM?|hh?|mm?|ss?|yyy?y?/g, (token) => {
    if (token === "yy") return String(clock.year).slice(2);
    if (token === "yyyy") return String(clock.year);
    const value = partOf(token[0]!, clock);
    return value === undefined ? token : String(value).padStart(token.length, "0");
  });
}

function partOf(letter: string, { month, day, hour, minute, second }: ClockParts): number | undefined {
  const parts: Readonly<Record<string, number>> = { d: day, M: month, h: hour, m: minute, s: second };
  return parts[letter];
}
