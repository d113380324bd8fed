"""Why a file is not taken."""

from enum import StrEnum


class Fault(StrEnum):
    OTHER = "other"  # a kind that is not taken
    BROKEN = "broken"  # it ends too soon, or is not what it says
    LOCKED = "locked"  # with a password
    OLD = "old"
    MACROS = "macros"
    PICTURELESS = "pictureless"  # sound or a still picture, where a video is taken
    SWOLLEN = "swollen"  # a little that opens into very much


class Faulty(Exception):
    """The file has this fault. Nothing of its content is quoted."""

    def __init__(self, fault: Fault):
        super().__init__(fault)
        self.fault = fault
