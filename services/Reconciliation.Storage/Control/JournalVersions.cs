using System.Text;
using System.Text.Json;
using Npgsql;

namespace Reconciliation.Storage;

/// <summary>The versions that the journal has of one soin, as a control looks at them.</summary>
/// <param name="Count">The number of versions.</param>
/// <param name="Last">The highest version; null: there is none.</param>
/// <param name="AreContinuous">Whether they count from one without a gap, and each view is of its own soin and version.</param>
/// <param name="LastVue">The view of the highest version, as JSON; null: there is none, or it cannot be read.</param>
internal readonly record struct JournalVersions(int Count, int? Last, bool AreContinuous, string? LastVue)
{
    /// <summary>Reads three arrays of one length: the versions, the plain views and the packed ones, in the order of the journal.</summary>
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
        var (plain, packed) = (r.GetFieldValue<byte[]?[]>(start + 1), r.GetFieldValue<byte[]?[]>(start + 2));
        var continuous = true;
        var last = 0;
        for (var i = 0; i < versions.Length; i++)
        {
            last = versions[i] > versions[last] ? i : last;
            continuous &= versions[i] == i + 1 && IsOf(Vue(i), soinId, versions[i]);
        }

        return new(versions.Length, versions[last], continuous, Vue(last) is { } vue ? Encoding.UTF8.GetString(vue) : null);

        byte[]? Vue(int i)
        {
            try
            {
                return plain[i] ?? RecordPackers.Unpack(packed[i]);
            }
            catch (InvalidDataException)
            {
                return null; // a view that cannot be unpacked is of no version
            }
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
