package io.github.convgrad.bench.peer;

import java.util.List;
import java.util.Locale;

/** The table as a page that needs nothing else. */
final class HtmlTable {

    private static final String STYLE = """
            body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; color: #222 }
            pre { color: #555 }
            table { border-collapse: collapse }
            th, td { padding: .2em .7em; text-align: right; border-bottom: 1px solid #ddd }
            th { position: sticky; top: 0; background: #fff }
            td:first-child, td:nth-child(2), td:last-child { text-align: left }
            .faster { background: #e3f4e3 } .slower { background: #fbe3e0 }
            """;

    private HtmlTable() {
    }

    /**
     * Writes the page.
     *
     * @param rows     of the table
     * @param platform processor, JVM, commit, command
     * @param summary  what the rows come to
     * @return HTML
     */
    static String of(List<Row> rows, List<String> platform, List<String> summary) {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<title>convgrad and its peers</title><style>\n").append(STYLE).append("</style></head><body>\n")
                .append("<h1>convgrad and its peers</h1>\n<pre>").append(escape(String.join("\n", platform)))
                .append("</pre>\n<p>Milliseconds, medians; in brackets how many times as fast as the peer ours is. ")
                .append("<em>plain</em>: NCHW in and out, reorders counted; <em>any</em>: oneDNN's own layouts, ")
                .append("reorders not counted.</p>\n<pre>").append(escape(String.join("\n", summary)))
                .append("</pre>\n<table>\n<tr><th>layer<th>pass<th>GFLOP<th>ours<th>GFLOP/s<th>of peak");
        Peers.NAMES.forEach(p -> page.append("<th>").append(p.replace('_', ' ')));
        page.append("<th>error<th>algorithm</tr>\n");
        for (Row r : rows) {
            page.append(String.format(Locale.ROOT, "<tr><td>%s<td>%s<td>%.3f<td>%.3f<td>%.1f<td>%.0f %%", escape(r.id()),
                    r.pass().word(), r.gflop(), r.ours(), r.oursGflops(), 100 * r.oursGflops() / r.peak()));
            for (String peer : Peers.NAMES) {
                double ratio = r.ratio(peer);
                page.append(Double.isNaN(ratio) ? "<td>" : String.format(Locale.ROOT,
                        "<td class=\"%s\">%.3f (%.2f)", ratio >= 1 ? "faster" : "slower", r.peers().get(peer), ratio));
            }
            page.append(String.format(Locale.ROOT, "<td>%.1e<td>%s</tr>%n", r.relError(), escape(r.algorithm())));
        }
        return page.append("</table>\n</body></html>\n").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
