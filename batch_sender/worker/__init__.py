"""The worker: one of many processes, on any number of machines, that send and judge for one journal."""
