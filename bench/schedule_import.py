"""How much of published rounds is read back when they are printed in many forms: `bench/run schedule_import FILES…`.

FILES are rounds in JSON (see meetings/importers/tests/rounds.py); without any, those of the tests are taken.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from meetings.importers.schedule import read_schedule
from meetings.importers.tests import invented
from meetings.importers.tests.rounds import FORMS, compare

OWN = Path(__file__).resolve().parent.parent / "meetings" / "importers" / "tests" / "data"


def main() -> None:
    """Prints the share of fields read right, by form, in all and of invented schedules, and the speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--wrong", action="store_true", help="show every field read wrong")
    parser.add_argument("--form", default="", help="only forms whose name holds this")
    chosen = parser.parse_args()
    rounds = [json.loads(path.read_text(encoding="utf-8")) for path in chosen.files or sorted(OWN.glob("*.json"))]
    all_right = all_total = files = 0
    began = time.perf_counter()
    for form, (extension, render) in FORMS.items():
        if chosen.form not in form:
            continue
        form_right = form_total = 0
        for round_ in rounds:
            preview = read_schedule(render(round_), f"{round_['id']}{extension}")
            right, total, wrong = compare(round_, preview)
            form_right, form_total, files = form_right + right, form_total + total, files + 1
            for line in wrong if chosen.wrong else ():
                print(f"  {round_['id']} as {form}: {line}")
        all_right, all_total = all_right + form_right, all_total + form_total
        share = 100 * form_right / form_total if form_total else 100.0
        print(f"{form}: {share:.1f} % of fields ({form_right} of {form_total})")
    seconds = time.perf_counter() - began
    share = 100 * all_right / all_total if all_total else 100.0
    print(f"all forms: {share:.2f} % of fields ({all_right} of {all_total} in {files} files)")
    print(f"speed: {1000 * seconds / max(files, 1):.0f} ms a file, rendering included")
    _measure_invented(wrong=chosen.wrong)
    _measure_rows()


def _measure_invented(*, wrong: bool) -> None:
    """Schedules in the manner of many offices; all but batch f were written before being read."""
    for batch in sorted({path.name[0] for path in invented.FOLDER.iterdir()}):
        right = total = 0
        for case in invented.cases(batch):
            good, of, faults = invented.compare(case, read_schedule(case.content, case.name))
            right, total = right + good, total + of
            for line in faults if wrong else ():
                print(f"  {case.name}: {line}")
        print(f"invented, batch {batch}: {100 * right / total:.1f} % of fields ({right} of {total})")


def _measure_rows(count: int = 2_000) -> None:
    """How fast a long table is read."""
    rows = [
        f"{n}\t8h00 ngày {1 + n % 28}/6/2026\tPhường {n % 90}\tHội trường số {n}\tTổ {n % 30}" for n in range(count)
    ]
    text = "\n".join(["TT\tThời gian\tPhường\tĐịa điểm\tTổ đại biểu", *rows])
    began = time.perf_counter()
    read = len(read_schedule(text.encode(), "lich.txt").meetings)
    print(f"rows: {read / (time.perf_counter() - began):.0f} rows/s ({read} of {count} read)")


if __name__ == "__main__":
    main()
