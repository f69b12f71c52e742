"""The broker of files, whole messages only.

kombu's own gives a message its name before anything is written in it, so that a worker which looks
at that moment reads an empty file, takes that for an error of its own and ends. Here a message is
written beside the queue's names and gets its name once it is whole.
"""

import os
import uuid
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

SCHEME = "wholefiles"


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        target = os.path.join(self.data_folder_out, name)
        try:
            with open(f"{target}.part", "w", encoding="utf-8") as file:
                file.write(dumps(payload))
            os.replace(f"{target}.part", target)
        except OSError as wrong:
            raise ChannelError(f"Cannot add file {target!r} to the queue") from wrong


class Transport(filesystem.Transport):
    Channel = Channel


TRANSPORT_ALIASES[SCHEME] = "portal.common.broker:Transport"
