"""From a manifest to an exhibition: plan, keys, store, executors, output."""
