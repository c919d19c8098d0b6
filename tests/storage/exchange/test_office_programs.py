"""LibreOffice opens what we write, saves it again in every form, and what it saved comes back unchanged."""

import shutil
import subprocess

import openpyxl
import pytest

from storage.exchange.excel_forms import write_template
from storage.exchange.excel_out import export_kind
from storage.exchange.excel_plan import plan_import
from storage.exchange.training import make_training_archive
from tests.storage.exchange.sheets import RESOURCES

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="LibreOffice is missing: apt-get install --no-install-recommends libreoffice-calc"
)
FORMS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "xls": "xls:MS Excel 97", "ods": "ods"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("办公软件") / "档案"
    with make_training_archive(folder, households=20, seed=4, resources=RESOURCES) as opened:
        yield opened


@pytest.fixture(scope="module")
def saved(archive, tmp_path_factory):
    """Our sheets and what LibreOffice made of them, all converted in one start of the program for each form."""
    folder = tmp_path_factory.mktemp("另存")
    kinds = ("household", "member", "income", "visit")
    sheets = [export_kind(archive, folder / f"{kind}.xlsx", kind).file for kind in kinds]
    sheets.append(write_template(archive, folder / "模板.xlsx", "member").file)
    for ending, form in FORMS.items():
        subprocess.run(
            [
                PROGRAM, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--convert-to", form, "--outdir", folder / ending, *sheets,
            ],
            check=True, capture_output=True, timeout=240,
        )  # fmt: skip
    return folder


@pytest.mark.parametrize("ending", FORMS)
@pytest.mark.parametrize("kind", ["household", "member", "income", "visit"])
def test_what_libreoffice_saved_again_comes_back_without_a_change(archive, saved, ending, kind):
    plan = plan_import(archive, saved / ending / f"{kind}.{ending}")
    assert plan.form == f"OWN-{kind}"
    assert plan.refused == []
    assert plan.unknown == []
    counts = plan.household_counts()
    assert counts["same"] == len(plan.households) > 0
    assert [record for one in plan.households for record in one.records] == []


def test_looks_survive_libreoffice(saved):
    before = openpyxl.load_workbook(saved / "member.xlsx").active
    after = openpyxl.load_workbook(saved / "xlsx" / "member.xlsx").active
    assert after.max_column == before.max_column
    assert before.freeze_panes == "A3"  # without a window LibreOffice saves no views, so there is nothing to compare
    assert after.print_title_rows == before.print_title_rows == "$2:$2"
    assert after.page_setup.orientation == "landscape"
    headings = [cell.value for cell in before[2]]
    place = headings.index("证件号码") + 1
    for row in range(3, before.max_row + 1):
        old, new = before.cell(row, place), after.cell(row, place)
        assert (old.value, old.data_type) == (new.value, new.data_type) or old.value is None
        assert old.value is None or old.quotePrefix
    assert abs(after.column_dimensions["A"].width - before.column_dimensions["A"].width) < 2


def test_drop_downs_survive_libreoffice(saved):
    sheet = openpyxl.load_workbook(saved / "xlsx" / "模板.xlsx").worksheets[0]
    headings = [cell.value for cell in sheet[2]]
    column = sheet.cell(2, headings.index("民族") + 1).column_letter
    areas = [(one, str(area)) for one in sheet.data_validations.dataValidation for area in one.sqref.ranges]
    lists = [one for one, area in areas if area.startswith(f"{column}3")]
    assert [one.type for one in lists] == ["list"]
    assert "汉族" in lists[0].formula1
