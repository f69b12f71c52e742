"""The broker of files: what a worker finds is whole, however busily it looks."""

import os
from queue import Empty
from threading import Thread

import pytest
from kombu import Connection

from portal.common.broker import SCHEME


@pytest.fixture
def connect(tmp_path):
    options = {"control_folder": str(tmp_path / "control")}
    for name in ("data_folder_in", "data_folder_out", "processed_folder"):
        options[name] = str(tmp_path / ("done" if name == "processed_folder" else "queue"))
    options["store_processed"] = True
    for name in ("queue", "control", "done"):
        (tmp_path / name).mkdir()
    return lambda: Connection(f"{SCHEME}://", transport_options=options)


def test_a_message_is_not_there_before_it_is_whole(connect, monkeypatch):
    """At the moment before it gets its name, a worker finds nothing; then all of it."""
    channel = connect().channel()
    rename, looked = os.replace, []

    def look_first(*names):
        with pytest.raises(Empty):
            channel._get("celery")
        looked.append(names)
        rename(*names)

    monkeypatch.setattr("portal.common.broker.os.replace", look_first)
    channel._put("celery", {"body": "một"})
    assert len(looked) == 1 and channel._get("celery") == {"body": "một"}
    with pytest.raises(Empty):
        channel._get("celery")


def test_every_message_arrives_once_while_several_write(connect, tmp_path):
    each, writers = 150, 4

    def write(first):
        channel = connect().channel()
        for number in range(first, first + each):
            channel._put("celery", {"number": number, "filling": "x" * 5000})

    threads = [Thread(target=write, args=(n * each,)) for n in range(writers)]
    for thread in threads:
        thread.start()
    reader, found = connect().channel(), []
    while any(thread.is_alive() for thread in threads) or list((tmp_path / "queue").iterdir()):
        try:
            found.append(reader._get("celery")["number"])
        except Empty:
            continue
    assert sorted(found) == list(range(each * writers))
