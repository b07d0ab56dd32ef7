package dev.tallystick.planted.tree.connector;

import dev.tallystick.planted.tree.plan.PlanWithAClock;

record ConnectorThatPlans(PlanWithAClock plan) {}
