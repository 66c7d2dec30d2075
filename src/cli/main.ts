import { ownPackage } from "../project/settings/own-package.ts";

const args = process.argv.slice(2);

if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  // Asked by scripts at every start: it must not wait for the rest to load.
  process.stdout.write(`${ownPackage().version}\n`);
} else {
  const { startCli } = await import("./start-cli.ts");
  // Not awaited: Node would explain an await that never ends in its own words.
  void startCli(args);
}
