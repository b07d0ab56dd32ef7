package dev.tallystick.planted.tree.connectors.one;

import dev.tallystick.planted.tree.storage.Store;

record OneThatStores(Store store) {}
