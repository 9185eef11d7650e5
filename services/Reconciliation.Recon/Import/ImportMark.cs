using System.Text.Json;

namespace Reconciliation.Recon;

/// <summary>
/// The place up to which a file was imported, kept beside the file until the command has ended: everything up to this line is confirmed by
/// the broker or in quarantine. Lines after it may have been sent, too: sending one again does no harm.
/// </summary>
/// <param name="Taille">The size of the file: another file of the same name is begun anew.</param>
/// <param name="Debut">The fingerprint of its first bytes.</param>
/// <param name="Ligne">The last line.</param>
/// <param name="Acceptes">The number of accepted records.</param>
/// <param name="Rejetes">The number of refused records.</param>
/// <param name="OctetsDeRejets">The length of the report of refusals.</param>
/// <param name="Finie">Whether that was all of the file.</param>
/// <param name="Rejets">The report that holds the refused records; null: none does.</param>
internal sealed record ImportMark(
    long Taille, string Debut, long Ligne, long Acceptes, long Rejetes, long OctetsDeRejets, bool Finie, string? Rejets = null)
{
    /// <summary>The mark of a source that was not begun.</summary>
    /// <param name="content">The content of the source.</param>
    public static ImportMark OfUnread(FileContent content) => new(content.Size, content.Head, 0, 0, 0, 0, false);

    /// <summary>The files of a mark: itself, and the draft that becomes it.</summary>
    /// <param name="file">The path of the source.</param>
    public static IReadOnlyList<string> Paths(string file) => [Path(file), Draft(file)];

    /// <summary>The mark left by an interrupted command; where there is none, or it is of another file, the file is begun.</summary>
    /// <param name="file">The path of the file.</param>
    /// <param name="fresh">The mark of the file as if it was not begun.</param>
    public static ImportMark Read(string file, ImportMark fresh)
    {
        try
        {
            var left = JsonSerializer.Deserialize<ImportMark>(File.ReadAllText(Path(file)));
            return left?.Taille == fresh.Taille && left.Debut == fresh.Debut ? left : fresh;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return fresh;
        }
    }

    /// <summary>Keeps the mark; it is never half written.</summary>
    /// <param name="file">The path of the file.</param>
    public void Write(string file)
    {
        var draft = Draft(file);

        // Never through a link that has its name: the file to which that leads is nobody's draft.
        File.Delete(draft);
        try
        {
            using (var writing = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0))
            {
                writing.Write(JsonSerializer.SerializeToUtf8Bytes(this));
            }

            File.Move(draft, Path(file), overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    public static void Erase(string file) => File.Delete(Path(file));

    private static string Path(string file) => file + ".recon-import";

    private static string Draft(string file) => Path(file) + ".tmp";
}
