"""When something may happen: clock, windows, rates, limits, holidays, due times, greetings."""
