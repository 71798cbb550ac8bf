package io.github.convgrad.bench.shapes;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which layers a command works on. */
public final class LayerOptions {

    @Option(names = "--layers", paramLabel = "FILE.csv",
            description = "Layers, with the header id,name,n,c,h,w,f,kh,kw,stride_h,stride_w,pad_h,pad_w,"
                    + "dilation_h,dilation_w,groups. Default: the 37 layers that come with the program.")
    private Path file;

    @Option(names = "--only", paramLabel = "ID", split = ",", description = "Only these layers, such as R2,V3.")
    private List<String> only;

    /** @return the wanted layers, in the order of the file */
    public List<NamedShape> layers() {
        return LayerFile.only(LayerFile.read(file), only);
    }

    /** @return the file, or null for the layers that come with the program */
    public Path file() {
        return file;
    }

    /** @return the wanted ids, null for all */
    public List<String> only() {
        return only;
    }
}
