"""Times the validator of an installed comfy-cli: `python comfy-cli.py OBJECT_INFO PROMPTS`.

Prints {"perPrompt": median milliseconds over all prompts, "version": …}. Everything is read before the clock starts.
"""

import json
import statistics
import sys
import time
from importlib.metadata import version

from comfy_cli.cql.engine import Graph

RUNS = 5


def main(object_info_path: str, prompts_path: str) -> None:
    with open(object_info_path, encoding="utf-8") as file:
        graph = Graph.from_object_info(json.load(file))
    with open(prompts_path, encoding="utf-8") as file:
        prompts = [json.loads(line)["prompt"] for line in file]
    prompts = [prompt for prompt in prompts if isinstance(prompt, dict)]
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        for prompt in prompts:
            try:
                graph.validate_workflow(prompt)
            except Exception:  # Some prompts are broken in ways that it does not expect; its time still counts.
                pass
        times.append((time.perf_counter() - start) * 1000 / len(prompts))
    print(json.dumps({"perPrompt": statistics.median(times[1:]), "version": version("comfy-cli")}))


main(*sys.argv[1:])
