using System.Text;
using System.Text.Json;
using Npgsql;

namespace Reconciliation.Storage;

/// <summary>The versions that the journal has of one soin, as a control looks at them.</summary>
/// <param name="Count">The number of versions.</param>
/// <param name="Last">The highest version; null: there is none.</param>
/// <param name="AreContinuous">
/// Whether they count from one without a gap, each view is of its own soin and version, and each has a cause.
/// </param>
/// <param name="LastVue">The view of the highest version, as JSON; null: there is none, or it cannot be read.</param>
internal readonly record struct JournalVersions(int Count, int? Last, bool AreContinuous, string? LastVue)
{
    /// <summary>
    /// Reads five arrays of one length, in the order of the journal: the versions, the plain views and the packed ones, causes likewise.
    /// </summary>
    /// <param name="r">The row.</param>
    /// <param name="start">The place of the first array; it is null where the journal has nothing.</param>
    /// <param name="soinId">The soin.</param>
    public static JournalVersions Read(NpgsqlDataReader r, int start, Guid soinId)
    {
        if (r.IsDBNull(start))
        {
            return new(0, null, false, null);
        }

        var versions = r.GetFieldValue<int[]>(start);
        var (vues, causes) = (Records(r, start + 1), Records(r, start + 3));
        var continuous = true;
        var last = 0;
        for (var i = 0; i < versions.Length; i++)
        {
            last = versions[i] > versions[last] ? i : last;
            continuous &= versions[i] == i + 1 && IsOf(vues[i], soinId, versions[i]) && causes[i] is not null;
        }

        return new(versions.Length, versions[last], continuous, vues[last] is { } vue ? Encoding.UTF8.GetString(vue) : null);
    }

    private static byte[]?[] Records(NpgsqlDataReader r, int start)
    {
        var (plain, packed) = (r.GetFieldValue<byte[]?[]>(start), r.GetFieldValue<byte[]?[]>(start + 1));
        return [.. plain.Select((record, i) => record ?? UnpackOrNull(packed[i]))];
    }

    // A record that cannot be unpacked is of no version.
    private static byte[]? UnpackOrNull(byte[]? packed)
    {
        try
        {
            return RecordPackers.Unpack(packed);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static bool IsOf(byte[]? vue, Guid soinId, int version)
    {
        if (vue is null)
        {
            return false;
        }

        using var document = JsonDocument.Parse(vue);
        return document.RootElement is { ValueKind: JsonValueKind.Object } members
            && members.TryGetProperty("version", out var of) && of.ValueKind == JsonValueKind.Number
            && of.TryGetInt32(out var number) && number == version
            && members.TryGetProperty("soinId", out var id) && id.ValueKind == JsonValueKind.String
            && id.TryGetGuid(out var guid) && guid == soinId;
    }
}
