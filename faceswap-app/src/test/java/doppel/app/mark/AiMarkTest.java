package doppel.app.mark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class AiMarkTest {
    @TempDir
    Path folder;

    @Test
    void otherFilesGetAFileBesideThemAndAWarning() throws IOException {
        byte[] content = Samples.latin("\u001AE\u00DF\u00A3 matroska");
        Path file = Files.write(folder.resolve("a.mkv"), content);
        assertEquals(Optional.empty(), AiMark.read(file));
        AiMark.Result result = AiMark.mark(file, Samples.MARK);
        assertEquals(folder.resolve("a.mkv.xmp"), result.carrier());
        assertTrue(
                result.warnings().getFirst().contains("keep the two together"),
                result.warnings().toString());
        assertArrayEquals(content, Files.readAllBytes(file));
        assertEquals(Optional.of(Samples.MARK), AiMark.read(file));
        AiMark.Result again = AiMark.mark(file, Samples.MARK);
        assertEquals(result, again);
    }

    @Test
    void theXmpOfTheOriginalIsCarriedOver() throws IOException {
        Path origin = folder.resolve("origin.mkv");
        Files.write(origin, new byte[40]);
        Files.writeString(AiMark.sidecar(origin), Samples.FOREIGN_XMP);
        Path file = Files.write(folder.resolve("a.png"), Samples.image("png"));
        assertTrue(AiMark.mark(file, origin, Samples.MARK).warnings().isEmpty());
        assertTrue(Samples.indexOf(Files.readAllBytes(file), Samples.utf8("Anna &amp; Co"), 0) > 0);
        assertEquals(Optional.of(Samples.MARK), AiMark.read(file));

        Files.writeString(AiMark.sidecar(origin), "nonsense");
        Path other = Files.write(folder.resolve("b.png"), Samples.image("png"));
        AiMark.Result result = AiMark.mark(other, origin, Samples.MARK);
        assertTrue(result.warnings().getFirst().startsWith(origin + ": its XMP could not be carried over"));
    }

    @Test
    void aFolderOfPicturesHasNothingToCarryOver() throws IOException {
        Path file = Files.write(folder.resolve("c.png"), Samples.image("png"));
        AiMark.Result result = AiMark.mark(file, folder, Samples.MARK);
        assertEquals(List.of(), result.warnings());
        assertEquals(Optional.of(Samples.MARK), AiMark.read(file));
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("no.png");
        IOException e = assertThrows(IOException.class, () -> AiMark.mark(file, Samples.MARK));
        assertEquals(file + ": no such file", e.getMessage());
        assertThrows(IOException.class, () -> AiMark.read(file));
    }

    @Test
    void nothingIsLeftBesideAMarkedFile() throws IOException {
        Path file = Files.write(folder.resolve("a.png"), Samples.image("png"));
        AiMark.mark(file, Samples.MARK);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void aHashOfAnotherFormIsTheCallersMistake() {
        for (String hash : new String[] {"0123456789AB", "0123", "0123456789abc"}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Mark(SourceType.COMPOSITE_SYNTHETIC, "Doppel", "1", hash, Instant.EPOCH));
        }
    }

    @ParameterizedTest
    @CsvSource({"a.png,PNG", "a.jpg,JPEG", "a.mp4,MP4"})
    void exifToolReadsTheMark(String name, String kind) throws IOException, InterruptedException {
        assumeTrue(exifToolIsHere(), "exiftool is not installed: no other program reads the marks in this run");
        byte[] content = switch (kind) {
            case "PNG" -> Samples.image("png");
            case "JPEG" -> Samples.image("jpg");
            default ->
                Samples.join(
                        Samples.box("ftyp", Samples.latin("isom\0\0\2\0isommp41")),
                        Samples.box("moov", Samples.box("mvhd", new byte[100])),
                        Samples.box("mdat", Samples.fill(10)));
        };
        Path file = Files.write(folder.resolve(name), content);
        AiMark.mark(file, Samples.MARK);
        Process process = new ProcessBuilder(
                        "exiftool", "-j", "-n", "-G1", "-validate", "-warning", "-XMP:all", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output);
        JsonNode json = new ObjectMapper().readTree(output).get(0);
        assertEquals(
                Samples.MARK.sourceType().uri(),
                json.get("XMP-iptcExt:DigitalSourceType").asString(),
                output);
        assertEquals("Doppel 0.1.0", json.get("XMP-xmp:CreatorTool").asString());
        assertEquals("2026:01:02 03:04:05Z", json.get("XMP-xmp:ModifyDate").asString());
        assertEquals(
                Samples.MARK.sourceType().sentence(),
                json.get("XMP-dc:Description").asString());
        assertTrue(json.get("XMP-xmpMM:InstanceID").asString().startsWith("xmp.iid:"), output);
    }

    private static boolean exifToolIsHere() throws InterruptedException {
        try {
            return new ProcessBuilder("exiftool", "-ver").start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}
