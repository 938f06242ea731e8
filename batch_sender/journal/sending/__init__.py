"""One message on its way: the claim before it leaves, the pace, the record of what came of it."""
