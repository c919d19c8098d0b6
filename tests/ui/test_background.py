import threading

import pytest

from storage.archive.archive import create_archive
from storage.archive.problems import StorageProblem
from storage.archive.progress import Cancelled
from tests.ui.samples import RESOURCES, VILLAGE
from ui.background import ArchiveWorker


@pytest.fixture
def worker(data_folder):
    made = ArchiveWorker(lambda: create_archive(data_folder, division=VILLAGE[:9], office="某镇", resources=RESOURCES))
    made.wait_opened()
    yield made
    made.close()


def test_jobs_run_on_the_archives_thread_and_answer_on_the_windows(qtbot, worker):
    seen = {}

    def job(archive, _progress):
        seen["job"] = threading.current_thread()
        return archive.office.name

    def done(name):
        seen["done"] = threading.current_thread()
        seen["name"] = name

    worker.submit(job, done)
    qtbot.waitUntil(lambda: "name" in seen)
    assert seen["name"] == "某镇"
    assert seen["done"] is threading.current_thread()
    assert seen["job"] is not threading.current_thread()


def test_answers_come_in_order(qtbot, worker):
    heard = []
    for at in range(20):
        worker.submit(lambda _archive, _progress, at=at: at, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert heard == list(range(20))
    assert not worker.busy


def test_a_failure_goes_to_whom_it_concerns(qtbot, worker):
    heard = []

    def job(_archive, _progress):
        raise StorageProblem("full", "磁盘已满。")

    worker.submit(job, None, heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0].sentence == "磁盘已满。"
    with qtbot.waitSignal(worker.crashed) as crashed:
        worker.submit(job)
    assert isinstance(crashed.args[0], StorageProblem)


def test_progress_is_told_and_a_cancelled_job_stops(qtbot, worker):
    told, failed = [], []
    started, go_on = threading.Event(), threading.Event()

    def job(_archive, progress):
        progress(1, 2, "一半")
        started.set()
        go_on.wait(10)
        progress(2, 2, "完")
        raise AssertionError("the job was not stopped")

    under_way = worker.submit(job, None, failed.append, lambda *args: told.append(args))
    assert started.wait(10)
    qtbot.waitUntil(lambda: told == [(1, 2, "一半")])
    under_way.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], Cancelled)
    assert len(told) == 1


def test_a_job_cancelled_while_it_waits_never_runs(qtbot, worker):
    gate, ran, failed = threading.Event(), [], []
    worker.submit(lambda _archive, _progress: gate.wait(10))
    waiting = worker.submit(lambda _archive, _progress: ran.append(1), None, failed.append)
    waiting.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(failed))
    assert ran == []


def test_closing_finishes_what_is_queued(worker):
    ran = []
    worker.submit(lambda _archive, _progress: ran.append(1))
    worker.close()
    assert ran == [1]
    assert worker.submit(lambda _archive, _progress: ran.append(2)).cancelled


def test_an_archive_that_does_not_open_says_why():
    def opener():
        raise StorageProblem("locked", "另一窗口正在使用。")

    made = ArchiveWorker(opener)
    with pytest.raises(StorageProblem) as raised:
        made.wait_opened()
    assert raised.value.code == "locked"
