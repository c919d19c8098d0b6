"""A small real archive and its worker, for tests of pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.id_numbers import check_character
from models.keys import member_key, new_uid, year_uid
from storage.archive.archive import Archive, create_archive, open_archive
from storage.archive.records import RecordChange, save
from ui.background import ArchiveWorker

RESOURCES = Path(__file__).parents[2] / "resources"
COUNTY = "370826"
VILLAGE = "370826111214"
PEOPLE = (("孔令田", "01", "19720315", "3"), ("尹秀荣", "02", "19740821", "2"), ("孔维佳", "04", "20010610", "2"))


def id_number(birth: str, serial: str) -> str:
    """A made-up number with the impossible prefix and a right check digit."""
    body = f"990000{birth}{serial:0>3}"
    return body + check_character(body)


def make_archive(folder: Path, *, households: int = 3, password: str | None = None) -> Archive:
    archive = create_archive(
        folder,
        division=COUNTY,
        office="微山县乡村振兴局",
        desk="一号窗口",
        user="李梅",
        password=password,
        resources=RESOURCES,
    )
    archive.settings.set("year", 2017)
    changes: list[RecordChange] = []
    for at in range(households):
        household = new_uid()
        number = f"9901040010{at:04d}"
        changes.append(
            RecordChange(
                "household",
                household,
                {
                    "number": number,
                    "division": VILLAGE,
                    "phone": f"1380000{at:04d}",
                    "main_cause": "01",
                    "poverty_state": "0",
                },
            )
        )
        facts = {}
        for line, (name, relation, birth, health) in enumerate(PEOPLE):
            person = new_uid()
            values = {
                "name": name if at == 0 else f"{name[:2]}{at}",
                "relation": relation,
                "birth_date": f"{birth[:4]}-{birth[4:6]}-{birth[6:]}",
            }
            values |= {
                "id_number": id_number(birth, str(at * 3 + line + 1)),
                "sex": "1" if relation == "01" else "2",
                "ethnicity": "01",
            }
            changes.append(RecordChange("member", person, values, household=household))
            facts[member_key("health", person)] = [health]
        changes.append(RecordChange("year", year_uid(household, 2017), {"year": 2017, **facts}, household=household))
    save(archive, changes, kind="import", source="微山县户表.xlsx", reason="首次导入")
    return archive


@contextmanager
def worker_over(folder: Path) -> Iterator[ArchiveWorker]:
    """Open the archive of `folder` on a worker; close it afterwards."""
    worker = ArchiveWorker(lambda: open_archive(folder, user="李梅", resources=RESOURCES))
    worker.wait_opened()
    try:
        yield worker
    finally:
        worker.close()


def ask(qtbot, worker: ArchiveWorker, job):
    """Run a job and return its result; raises what the job raised."""
    got: list = []
    failed: list = []
    worker.submit(job, got.append, failed.append)
    qtbot.waitUntil(lambda: bool(got or failed), timeout=20_000)
    if failed:
        raise failed[0]
    return got[0]
