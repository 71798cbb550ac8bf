package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.gemm.RowPanels;

/**
 * Row panels of a product, shared out in parts of neighbours: a task's part of the rows.
 *
 * @param panels all panels
 * @param count  parts
 */
record RowParts(RowPanels panels, int count) {

    /** A part's first panel; the number of all panels for the part behind the last. */
    int firstPanel(int part) {
        return panels.count() * part / count;
    }

    /** The panel behind a part's last. */
    int endPanel(int part) {
        return firstPanel(part + 1);
    }

    /** Where a panel begins, in rows of its part. */
    int start(int part, int panel) {
        return panels.start(panel) - panels.start(firstPanel(part));
    }

    /** Rows of a part, spare ones included. */
    int rows(int part) {
        int last = endPanel(part) - 1;
        return start(part, last) + panels.height(last);
    }
}
