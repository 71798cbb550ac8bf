package io.github.convgrad.arbitrary;

import io.github.convgrad.ConvShape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One small shape or more for each kind of layer an engine may treat in a way of its own, by name. Sizes end in the
 * middle of a vector and of a tile on purpose. Needs neither JUnit nor jqwik, so that a bare JVM can use it.
 */
public final class Families {

    private Families() {
    }

    /** The shapes, in a fixed order. */
    public static Map<String, ConvShape> all() {
        Map<String, ConvShape> m = new LinkedHashMap<>();
        m.put("dense 3x3", s(2, 17, 33).input(13, 19).kernel(3, 3).pad(1).build());
        m.put("dense 3x3, no padding", s(1, 8, 16).input(18, 34).kernel(3, 3).build());
        m.put("dense 3x3, even sizes", s(1, 32, 32).input(16, 16).kernel(3, 3).pad(1).build());
        m.put("dense 5x5", s(1, 5, 14).input(21, 17).kernel(5, 5).pad(2).build());
        m.put("dense 5x5, many channels", s(2, 40, 36).input(21, 17).kernel(5, 5).pad(2).build());
        m.put("first layer 7x7 stride 2", s(2, 3, 20).input(30, 31).kernel(7, 7).stride(2).pad(3).build());
        m.put("last layer 5x5", s(2, 33, 3).input(19, 23).kernel(5, 5).pad(2).build());
        m.put("first layer 3x3", s(2, 3, 18).input(24, 32).kernel(3, 3).pad(1).build());
        m.put("strided 3x3", s(2, 9, 18).input(15, 33).kernel(3, 3).stride(2).pad(1).build());
        m.put("stride above kernel", s(2, 6, 10).input(17, 20).kernel(2, 2).stride(3, 4).build());
        m.put("patches 4x4", s(2, 3, 24).input(16, 24).kernel(4, 4).stride(4).build());
        m.put("pointwise", s(2, 33, 17).input(7, 11).kernel(1, 1).build());
        m.put("pointwise, few channels", s(1, 8, 11).input(20, 30).kernel(1, 1).build());
        m.put("pointwise, strided", s(2, 16, 32).input(15, 15).kernel(1, 1).stride(2).build());
        m.put("dilated", s(1, 7, 15).input(20, 23).kernel(3, 3).dilation(2, 3).pad(2, 3).build());
        m.put("dilated, wide padding", s(2, 6, 15).input(20, 33).kernel(3, 3).dilation(7, 12).pad(7, 12).build());
        m.put("rectangular, asymmetric", s(2, 4, 12).input(11, 29).kernel(1, 7).padBegin(0, 5).padEnd(0, 1).build());
        m.put("unread end", s(1, 4, 8).input(16, 16).kernel(3, 3).stride(2).padBegin(1, 1).padEnd(-1, -2).build());
        m.put("grouped", s(2, 12, 20).groups(4).input(12, 18).kernel(3, 3).pad(1).build());
        m.put("depthwise 3x3", s(2, 19, 19).groups(19).input(14, 37).kernel(3, 3).pad(1).build());
        m.put("depthwise 3x3 stride 2", s(2, 16, 16).groups(16).input(21, 35).kernel(3, 3).stride(2).pad(1).build());
        m.put("depthwise 5x5 on narrow planes", s(2, 40, 40).groups(40).input(6, 6).kernel(5, 5).pad(2).build());
        m.put("depthwise 5x5 on planes of nine rows", s(2, 24, 24).groups(24).input(9, 8).kernel(5, 5).pad(2).build());
        m.put("dilation 2, 64 channels", s(2, 64, 64).input(8, 8).kernel(3, 3).dilation(2).pad(2).build());
        m.put("depthwise 5x5 multiplier 2", s(1, 6, 12).groups(6).input(13, 40).kernel(5, 5).pad(2).build());
        m.put("rank 1", s(3, 10, 21).input(67).kernel(5).pad(2).build());
        m.put("rank 1, causal", s(2, 16, 16).input(50).kernel(3).dilation(4).padBegin(8).padEnd(0).build());
        m.put("a column of pixels", s(2, 10, 21).input(67, 1).kernel(5, 1).stride(2, 3).pad(2, 0).build());
        m.put("a volume one pixel high", s(1, 5, 9).input(11, 1, 18).kernel(3, 1, 3).pad(1, 0, 1).build());
        m.put("rank 3", s(1, 5, 9).input(6, 9, 18).kernel(3, 3, 3).pad(1).build());
        m.put("rank 3, strided", s(1, 3, 8).input(7, 12, 13).kernel(3, 3, 3).stride(1, 2, 2).pad(1).build());
        m.put("many small images", s(30, 5, 9).input(9, 11).kernel(5, 3).pad(2, 1).build());
        m.put("many small images, strided", s(61, 3, 10).input(11, 12).kernel(3, 3).stride(2, 1).pad(1).build());
        m.put("whole image (fully connected)", s(5, 10, 30).input(6, 6).kernel(6, 6).build());
        m.put("one of everything", s(1, 1, 1).input(1).kernel(1).build());
        return m;
    }

    /**
     * Layers beyond the blocks and the task grid of any engine: several blocks of channels, several chunks of pixels,
     * many tasks. Ten to fifty million products each, so that the plain loops still follow.
     */
    public static Map<String, ConvShape> large() {
        Map<String, ConvShape> m = new LinkedHashMap<>();
        m.put("many channels", s(1, 300, 290).input(6, 7).kernel(3, 3).pad(1).build());
        m.put("very many channels, pointwise", s(1, 1100, 450).input(5, 6).kernel(1, 1).build());
        m.put("large image, few outputs", s(1, 34, 2).input(224, 123).kernel(3, 3).pad(1).build());
        m.put("large image, few channels", s(1, 3, 17).input(224, 223).kernel(3, 3).pad(1).build());
        m.put("many images", s(40, 20, 30).input(9, 11).kernel(3, 3).pad(1).build());
        m.put("many channels, strided", s(2, 130, 70).input(27, 31).kernel(3, 3).stride(2).pad(1).build());
        m.put("many channels, 5x5 stride 2", s(1, 33, 40).input(64, 45).kernel(5, 5).stride(2).pad(2).build());
        m.put("many channels, strided, tall kernel", s(1, 40, 260).input(60, 13).kernel(5, 2).stride(3, 2).pad(2).build());
        m.put("many channels, dilated, wide padding", s(2, 70, 90).input(33, 29).kernel(3, 3).dilation(12, 9).pad(12, 9)
                .build());
        m.put("large groups", s(1, 96, 120).groups(3).input(20, 50).kernel(3, 3).pad(1).build());
        m.put("volume", s(1, 12, 20).input(10, 20, 40).kernel(3, 3, 3).pad(1).build());
        m.put("large depthwise", s(1, 200, 200).groups(200).input(50, 150).kernel(3, 3).pad(1).build());
        m.put("large kernel", s(1, 4, 6).input(50, 70).kernel(19, 19).pad(9).build());
        m.put("more taps than a tile is deep", s(1, 2, 5).input(60, 61).kernel(33, 33).pad(16).build());
        m.put("very wide image", s(1, 6, 9).input(7, 1500).kernel(3, 3).pad(1).build());
        m.put("very wide image, strided", s(1, 9, 16).input(9, 1801).kernel(3, 4).stride(2).pad(1, 2).build());
        m.put("long pointwise", s(1, 64, 48).input(3001).kernel(1).build());
        m.put("dilation beyond most rows", s(1, 24, 40).input(20, 21).kernel(3, 3).dilation(9).pad(9).build());
        m.put("few channels, many filters", s(2, 3, 70).input(40, 45).kernel(7, 7).stride(2).pad(3).build());
        m.put("channels that leave half a vector", s(2, 48, 64).input(13, 17).kernel(5, 5).pad(2).build());
        m.put("long signal", s(2, 16, 24).input(5000).kernel(9).dilation(2).pad(8).build());
        return m;
    }

    private static ConvShape.Builder s(int batch, int inChannels, int outChannels) {
        return ConvShape.builder().batch(batch).channels(inChannels, outChannels);
    }
}
