"""The script that everyone writes: pandas and scikit-learn, slice by slice. `python3 slice_by_slice.py FILE f1|roc_auc|rmse`."""

import sys

import pandas as pd
from sklearn.metrics import f1_score, roc_auc_score

file, metric = sys.argv[1:]
columns = ["label", "score", "region", "plan", "channel", "tenure", "is_new"]
rows = pd.read_parquet(file, columns=columns)
r, p, c, t, n = (rows[name] for name in ["region", "plan", "channel", "tenure", "is_new"])
masks = [t >= 0, r == "EU", r == "US", p == "enterprise", p == "free", t < 6, t >= 6, t >= 60, n, ~n, c == "web", c != "web",
         (r == "EU") & (p == "enterprise"), r.isin(["US", "UK"]), t.between(6, 24), (p == "pro") & (c == "web"), n & (r == "APAC"),
         c.isin(["store", "phone"]), r.str.startswith("L"), p.isin(["pro", "enterprise"]) & (t < 12)]
for mask in masks:
    part = rows[mask]
    if metric == "f1":
        f1_score(part["label"], part["score"] >= 0.5)
    else:
        roc_auc_score(part["label"], part["score"])
