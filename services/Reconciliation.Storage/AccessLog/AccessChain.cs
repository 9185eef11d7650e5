using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>
/// The chain of accesses: each holds the hash of the one before it and its own, over a text that has a version and one reading only. A
/// change, a removal, an insertion or a move breaks it, unless everything after is written again; and that, like rows removed from its end,
/// shows against an <see cref="AccessAnchor"/> kept elsewhere.
/// </summary>
internal static class AccessChain
{
    private const string Version = "acces-1";

    /// <summary>The hash that stands before the first access.</summary>
    public static byte[] Origine { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>The hash of an access.</summary>
    /// <param name="previous">The hash of the one before it.</param>
    /// <param name="acces">The access.</param>
    public static byte[] Empreinte(byte[] previous, AccesEnregistre acces)
    {
        var text = new StringBuilder(256);
        foreach (var fieldText in new[]
        {
            Version,
            Convert.ToHexStringLower(previous),
            acces.AccesId.ToString(CultureInfo.InvariantCulture),
            acces.Le.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            acces.Agent,
            acces.Client,
            acces.Action,
            acces.AdherentId,
            acces.SoinId?.ToString("D"),
            acces.Motif,
        })
        {
            // Each field with its length: no text can pass for the end of one and the start of another, nor an empty one for none.
            text.Append(fieldText is null ? "-;" : string.Create(CultureInfo.InvariantCulture, $"{fieldText.Length}:{fieldText};"));
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>An instant as the database keeps it: to the microsecond.</summary>
    /// <param name="instant">The instant.</param>
    public static DateTimeOffset Rounded(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

/// <summary>
/// A place of the chain and its hash: kept outside the database, it shows later that nothing before it was changed or removed.
/// </summary>
/// <param name="AccesId">The place; 0 is the start.</param>
/// <param name="Empreinte">The hash, in lower-case hexadecimal.</param>
public sealed record AccessAnchor(long AccesId, string Empreinte)
{
    /// <summary>Reads an anchor as <see cref="ToString"/> writes it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The anchor; null if it is none.</returns>
    public static AccessAnchor? Read(string text)
    {
        var pieces = text.Trim().Split(':');
        return pieces.Length == 2
            && long.TryParse(pieces[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && pieces[1].Length == 2 * SHA256.HashSizeInBytes && pieces[1].All(char.IsAsciiHexDigitLower)
            ? new(id, pieces[1])
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{AccesId}:{Empreinte}");
}
