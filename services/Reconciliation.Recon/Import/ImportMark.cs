using System.Security.Cryptography;
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
internal sealed record ImportMark(long Taille, string Debut, long Ligne, long Acceptes, long Rejetes, long OctetsDeRejets, bool Finie)
{
    private const int HeadBytes = 64 * 1024;

    /// <summary>The mark of a source that was not begun.</summary>
    /// <param name="stream">The source, at its start; it is rewound where it can be.</param>
    public static ImportMark OfUnread(Stream stream)
    {
        if (!stream.CanSeek)
        {
            return new(0, "", 0, 0, 0, 0, false);
        }

        var start = new byte[HeadBytes];
        var rows = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Seek(0, SeekOrigin.Begin);
        return new(stream.Length, Convert.ToHexStringLower(SHA256.HashData(start.AsSpan(0, rows))), 0, 0, 0, 0, false);
    }

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
        var draft = Path(file) + ".tmp";
        File.WriteAllText(draft, JsonSerializer.Serialize(this));
        File.Move(draft, Path(file), overwrite: true);
    }

    public static void Erase(string file) => File.Delete(Path(file));

    private static string Path(string file) => file + ".recon-import";
}
