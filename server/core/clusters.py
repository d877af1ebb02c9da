"""How many reports put a street's record in doubt: more on a large street, where some report by chance. Pure.

On a street that was done, each of n premises reports with a small probability all the same, so that the number of
reports is binomial. The record is in doubt from the smallest number that chance reaches no more often than the policy
allows, and never below the policy's own number; a street with fewer premises than that needs all of them.
"""

from functools import lru_cache
from math import exp, lgamma, log, log1p

from server.core.policy import Cluster

FEWEST = 3  # neighbours can err together; below this many nothing is said


def needed_reports(premises: int | None, cluster: Cluster) -> int:
    """How many of a street's premises must report. None: its size is not known, and the policy's number holds."""
    if premises is None or premises <= 0:
        return cluster.reports
    if premises < cluster.reports:
        return max(min(FEWEST, cluster.reports), premises)
    return max(cluster.reports, by_chance(premises, cluster.base_rate, cluster.false_alarm))


@lru_cache(maxsize=4096)
def by_chance(premises: int, base_rate: float, false_alarm: float) -> int:
    """The smallest number that so many premises reach by chance no more often than `false_alarm`."""
    at_least = 0.0
    for count in range(premises, 0, -1):
        at_least += _probability(count, premises, base_rate)
        if at_least > false_alarm:
            return count + 1
    return 1


def _probability(count: int, of: int, rate: float) -> float:
    ways = lgamma(of + 1) - lgamma(count + 1) - lgamma(of - count + 1)
    return exp(ways + count * log(rate) + (of - count) * log1p(-rate))
