"""Steps on the machines of a cluster: an executor over a Dask scheduler and its workers."""
