"""解读回应参与: interpretations of policy, budgets, answers to proposals, open days, answers to public opinion."""
