"""What every room stands on: the base class, the unit of work, actors, rules, the log. It knows no article."""
