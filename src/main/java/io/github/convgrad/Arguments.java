package io.github.convgrad;

/** Checks of the tensors passed to a plan. */
final class Arguments {
    private Arguments() {
    }

    static void required(String name, float[] tensor, long length) {
        if (tensor == null) {
            throw new NullPointerException(name + " is null, expected a float[" + length + "]");
        }
        optional(name, tensor, length);
    }

    static void optional(String name, float[] tensor, long length) {
        if (tensor != null && tensor.length != length) {
            throw new IllegalArgumentException(
                    name + " has length " + tensor.length + ", expected " + length + " for this shape");
        }
    }

    /** An output must be an array of its own. Empty arrays share nothing, so they may be the same. */
    static void apart(String name, float[] output, String name1, float[] other1, String name2, float[] other2,
            String name3, float[] other3) {
        if (output == null || output.length == 0) {
            return;
        }
        String same = output == other1 ? name1 : output == other2 ? name2 : output == other3 ? name3 : null;
        if (same != null) {
            throw new IllegalArgumentException(
                    name + " is the same array as " + same + ", expected an output of its own");
        }
    }
}
