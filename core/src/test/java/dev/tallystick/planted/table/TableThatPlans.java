package dev.tallystick.planted.table;

import dev.tallystick.planted.plan.PlanManager;

record TableThatPlans(PlanManager plan) {}
