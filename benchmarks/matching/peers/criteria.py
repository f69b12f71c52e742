"""scikit-criteria's weighted sum on the plots that pandas lets through.

The library has neither gates nor unknowns nor merits of its own kind: pandas makes the matrix, of
merits between 0 and 1 that are all to be maximised, so that no scaling is needed.
"""

from typing import Any

import pandas as pd
from skcriteria import mkdm
from skcriteria.agg.simple import WeightedSumModel

from benchmarks.matching.peers.pandas_ import Pandas
from benchmarks.matching.tables import PARTS, SHARES

Request = dict[str, Any]


class ScikitCriteria(Pandas):
    name = "scikit-criteria"

    def scored(self, request: Request) -> pd.DataFrame:
        passed = self.passed(request)
        if len(passed) < 2:
            return passed  # nothing to rank
        names = [(part, name) for part, name in zip(PARTS, SHARES, strict=True) if request[name]]
        weights = [request[name] for _, name in names]
        merits = passed[[part for part, _ in names]].to_numpy() / weights
        decision = mkdm(
            merits,
            objectives=[max] * len(weights),
            weights=weights,
            alternatives=passed["code"].to_numpy(),
        )
        return passed.assign(score=WeightedSumModel().evaluate(decision).e_.score)
