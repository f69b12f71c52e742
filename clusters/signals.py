"""What this app announces."""

from django.dispatch import Signal

plot_changed = Signal()  # inside the transaction; argument: plot
cluster_changed = Signal()  # inside the transaction; argument: cluster
