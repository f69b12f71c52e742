"""``python -m benchmarks.matching [a b c d e] [--quick]``: see README.md."""

import argparse
from dataclasses import replace

from benchmarks.matching import batch, change, full, single
from benchmarks.matching.measure import machine

PARTS = {"a": single, "b": single, "c": batch, "d": full, "e": change}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="a to e; all by default")
    parser.add_argument("--quick", action="store_true", help="small sizes, for a look")
    parser.add_argument("--rounds", type=int, help="of a, b and c, instead of their own number")
    options = parser.parse_args()
    print(f"{machine()}\n", flush=True)
    if options.quick:
        print("Small sizes: the targets are meant for the full ones.\n", flush=True)
    for module in dict.fromkeys(PARTS[part] for part in options.parts or PARTS):
        size = module.QUICK if options.quick else module.Size()
        if options.rounds and hasattr(size, "rounds"):
            size = replace(size, rounds=options.rounds)
        for table in module.run(size):
            print(f"{table}\n", flush=True)


if __name__ == "__main__":
    main()
