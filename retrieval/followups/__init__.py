"""How a question that goes on from earlier ones is completed, before it is understood."""
