"""The looks into the database that find what nobody told this process: newer versions and ended grants."""

from collections.abc import Callable, Collection
from concurrent.futures import Future
from datetime import datetime, timedelta

from webapp.core import clock

ReadVersions = Callable[[list[str]], dict[str, int]]
EndedGrants = Callable[[datetime], Collection[str]]

# How far each look for ended grants reaches back before the last one. It covers a stream that was authorised
# just before the revocation and joined just after, and a transaction that commits some time after the instant
# it wrote.
GRANTS_OVERLAP = timedelta(seconds=30)


class Watch:
    """Belongs to the loop's thread. Only the reading happens elsewhere, at most one of each kind at a time."""

    def __init__(
        self,
        read_versions: ReadVersions,
        ended_grants: EndedGrants,
        run: Callable[..., None],
        failed: Callable[[str, Future], bool],
    ) -> None:
        """`run(job, *args, then=…)` has the job done in another thread, and `then` called with the outcome in
        this one. `failed` says whether that is a failure, and sees to its log."""
        self._read_versions, self._ended_grants = read_versions, ended_grants
        self._run, self._failed = run, failed
        self._reading_versions = self._reading_grants = False
        self._grants_since = clock.now() - GRANTS_OVERLAP

    def look_for_versions(self, topics: list[str], found: Callable[[dict[str, int]], None]) -> None:
        """Finds what no news told of: writes from the command line or another process, and news that got
        lost."""
        if not self._reading_versions:
            self._reading_versions = True
            self._run(self._read_versions, topics, then=lambda done: self._versions_read(found, done))

    def _versions_read(self, found: Callable[[dict[str, int]], None], done: Future) -> None:
        self._reading_versions = False
        if not self._failed("reading the versions", done):
            found(done.result())

    def look_for_ended_grants(self, found: Callable[[Collection[str]], None]) -> None:
        if not self._reading_grants:
            self._reading_grants = True
            since, asked_at = self._grants_since, clock.now()
            self._run(self._ended_grants, since, then=lambda done: self._grants_read(asked_at, found, done))

    def _grants_read(
        self, asked_at: datetime, found: Callable[[Collection[str]], None], done: Future
    ) -> None:
        self._reading_grants = False
        if self._failed("reading the ended grants", done):
            return  # and the next look reaches back as far as this one
        self._grants_since = asked_at - GRANTS_OVERLAP
        found(done.result())
