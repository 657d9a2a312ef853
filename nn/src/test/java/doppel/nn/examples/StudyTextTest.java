package doppel.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The chapters quote code that is compiled and tested, word for word, and their links lead somewhere. */
class StudyTextTest {
    private static final Path STUDY = Path.of("../docs/study");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)[^):]*\\)");
    private static final Pattern COMMAND = Pattern.compile("scripts/study\\.sh (\\d+)");

    private static List<Path> chapters() throws IOException {
        try (Stream<Path> files = Files.list(STUDY)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d\\d-.*\\.md"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyQuotedLineStandsInTheFileThatTheChapterLinksBeforeIt() throws IOException {
        List<String> missing = new ArrayList<>();
        int quotes = 0;
        for (Path chapter : chapters()) {
            Path source = null;
            List<String> block = null;
            for (String line : Files.readAllLines(chapter)) {
                if (block == null && line.strip().equals("```java")) {
                    block = new ArrayList<>();
                } else if (block != null && line.strip().equals("```")) {
                    quotes++;
                    if (source == null || !contains(Files.readAllLines(source), block)) {
                        missing.add(chapter.getFileName() + ": not in " + source + ": " + String.join("\n", block));
                    }
                    block = null;
                } else if (block != null) {
                    block.add(line);
                } else {
                    Matcher link = LINK.matcher(line);
                    while (link.find()) {
                        if (link.group(1).endsWith(".java")) source = STUDY.resolve(link.group(1));
                    }
                }
            }
            assertEquals(null, block, chapter + ": a block of code does not end");
        }
        assertEquals(List.of(), missing, "the chapter is to be changed with the code it quotes");
        assertTrue(quotes >= 20, "only " + quotes + " quotes found");
    }

    /** Whether the lines follow each other in a file, all indented by as much more or less. */
    private static boolean contains(List<String> file, List<String> block) {
        String wanted = unindented(block);
        for (int i = 0; i + block.size() <= file.size(); i++) {
            if (unindented(file.subList(i, i + block.size())).equals(wanted)) return true;
        }
        return false;
    }

    private static String unindented(List<String> lines) {
        return String.join("\n", lines).stripIndent();
    }

    @Test
    void linksLeadToFiles() throws IOException {
        List<Path> texts = new ArrayList<>(chapters());
        texts.add(STUDY.resolve("README.md"));
        for (Path text : texts) {
            Matcher link = LINK.matcher(Files.readString(text));
            while (link.find()) {
                assertTrue(Files.exists(STUDY.resolve(link.group(1))), text.getFileName() + ": " + link.group(1));
            }
        }
    }

    @Test
    void everyChapterIsListedAndSaysHowToRunIt() throws IOException {
        String contents = Files.readString(STUDY.resolve("README.md"));
        String script = Files.readString(Path.of("../scripts/study.sh"));
        int number = 0;
        for (Path chapter : chapters()) {
            number++;
            String name = chapter.getFileName().toString();
            assertTrue(name.startsWith("%02d-".formatted(number)), name);
            assertTrue(contents.contains("](" + name + ")"), name + " is not in README.md");
            Matcher command = COMMAND.matcher(Files.readString(chapter));
            assertTrue(command.find(), name + " does not say how to run it");
            assertEquals(number, Integer.parseInt(command.group(1)), name);
            assertTrue(
                    Pattern.compile("(?m)^ *" + number + "\\)").matcher(script).find(), number + " in study.sh");
        }
        assertEquals(10, number);
    }
}
