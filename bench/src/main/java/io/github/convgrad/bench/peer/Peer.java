package io.github.convgrad.bench.peer;

import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.check.Results;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;

/**
 * One library in the comparison, loaded and ready. To add another, implement this, name it in {@link Peers} and, if it
 * comes in jars, in {@code peers-pom.xml}.
 */
interface Peer {

    /** @return its column in the table, without {@code _ms} */
    String name();

    /**
     * Makes one pass ready: everything that need not be done again for every call is done here.
     *
     * @param shape   of the layer
     * @param pass    which pass
     * @param tensors inputs; a peer that can't read heap arrays copies them now
     * @return the pass, ready to run
     */
    Ready prepare(ConvShape shape, PassKind pass, Tensors tensors);

    /** A pass that can be run again and again, by one thread. */
    interface Ready extends AutoCloseable {

        /** Computes the pass once; this is what is timed. */
        void run();

        /** Gives back what {@link #run} made, untimed. */
        default void tidy() {
        }

        /**
         * Hands out the results of the last {@link #run}, before {@link #tidy}.
         *
         * @param into filled whole, NCHW and OIHW
         */
        void read(Results into);

        /** @return what it runs, in the library's own words */
        String algorithm();

        @Override
        default void close() {
        }
    }
}
