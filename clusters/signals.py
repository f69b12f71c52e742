"""What this app announces."""

from django.dispatch import Signal

plot_changed = Signal()  # inside the transaction; argument: plot
cluster_changed = Signal()  # inside the transaction; argument: cluster
promise_outcome = Signal()  # inside the transaction; no argument: investors' records have moved
import_waits = Signal()  # inside the transaction; argument: batch, for a worker to go on with
