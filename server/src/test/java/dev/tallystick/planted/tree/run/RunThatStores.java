package dev.tallystick.planted.tree.run;

import dev.tallystick.planted.tree.storage.Store;

record RunThatStores(Store store) {}
