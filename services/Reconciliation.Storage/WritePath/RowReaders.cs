using System.Globalization;
using System.Text;
using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>Reads the rows of statements over several tables.</summary>
internal static class RowReaders
{
    public static Journee Journee(NpgsqlDataReader r) => new(r.GetString(0), r.GetFieldValue<DateOnly>(1));

    public static (Journee From, Journee To) Tie(NpgsqlDataReader r) =>
        (Journee(r), new(r.GetString(2), r.GetFieldValue<DateOnly>(3)));

    public static JournalPlace Place(NpgsqlDataReader r) => new(r.GetFieldValue<ulong>(0), r.GetInt64(1));

    /// <summary>
    /// The record that a row keeps in one of two columns, as JSON in UTF-8; null: in neither. Plain JSON goes first: a process of a version
    /// that packs nothing writes it, and leaves the other column as it was.
    /// </summary>
    /// <param name="r">The row.</param>
    /// <param name="plain">The place of the plain record.</param>
    /// <param name="packed">The place of the packed one.</param>
    /// <exception cref="InvalidDataException">It cannot be unpacked.</exception>
    public static byte[]? RecordOrNull(NpgsqlDataReader r, int plain, int packed) =>
        !r.IsDBNull(plain) ? r.GetFieldValue<byte[]>(plain)
        : r.IsDBNull(packed) ? null
        : RecordPackers.Unpack(r.GetFieldValue<byte[]>(packed));

    /// <summary>The same of a row that keeps one.</summary>
    public static byte[] Record(NpgsqlDataReader r, int plain, int packed) =>
        RecordOrNull(r, plain, packed) ?? throw new InvalidDataException("A stored row keeps no record.");

    /// <summary>
    /// The same, and nothing where it cannot be unpacked: whoever reads it as JSON is told then, and a control goes on without it.
    /// </summary>
    public static byte[] RecordOrEmpty(NpgsqlDataReader r, int plain, int packed)
    {
        try
        {
            return Record(r, plain, packed);
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>The same as text; the packed column follows the plain one.</summary>
    public static string RecordText(NpgsqlDataReader r, int plain) => Encoding.UTF8.GetString(Record(r, plain, plain + 1));

    public static PublishedSoin Published(NpgsqlDataReader r) => new(
        r.GetGuid(0),
        r.GetString(1),
        r.GetInt32(2),
        RecordText(r, 3),
        r.GetInt16(7),
        r.GetFieldValue<DateTimeOffset[]>(5),
        r.GetFieldValue<short?[]>(6));

    public static ControlledSoin ControlledSoin(NpgsqlDataReader r)
    {
        var soin = SoinTable.Controlled;
        var soinId = soin.Get<Guid>(r, SoinTable.SoinId);
        var versions = JournalVersions.Read(r, soin.Count, soinId);
        return new()
        {
            SoinId = soinId,
            Journee = new(soin.Get<string>(r, SoinTable.BeneficiaireId), soin.Get<DateOnly>(r, SoinTable.DateSoin)),
            AdherentId = soin.Get<string>(r, SoinTable.AdherentId),
            AutresAdherents = soin.GetOrNull<string[]>(r, SoinTable.AutresAdherents) ?? [],
            Version = soin.Get<int>(r, SoinTable.Version),
            Situation = (Situation)soin.Get<short>(r, SoinTable.Situation),
            RemplacePar = soin.ValueOrNull<Guid>(r, SoinTable.RemplacePar),
            MisAJourLe = soin.Get<DateTimeOffset>(r, SoinTable.MisAJourLe),
            Vue = Encoding.UTF8.GetString(soin.RecordOrEmpty(r, SoinTable.Vue)),
            Entries = versions.Count,
            LastVersion = versions.Last,
            AreVersionsContinuous = versions.AreContinuous,
            LastVue = versions.LastVue,
        };
    }

    /// <summary>All rows of a result, and on to the next one.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(
        this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var lignes = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            lignes.Add(read(reader));
        }

        await reader.NextResultAsync(cancellationToken);
        return lignes;
    }

    /// <summary>The inverse of <see cref="LigneId.Canonical"/>: no identifier contains the separator, a control character.</summary>
    /// <param name="canonical">The name.</param>
    /// <param name="beneficiaire">The beneficiary with whom it is kept.</param>
    /// <param name="parts">The parts.</param>
    public static LigneId Identity(string canonical, string beneficiaire, PartCatalogue parts)
    {
        var pieces = canonical.Split('\u001f');
        return new(
            parts.OfCanonicalCode(pieces[0]),
            pieces[1],
            new(pieces[2], pieces[3], int.Parse(pieces[4], CultureInfo.InvariantCulture)),
            beneficiaire);
    }
}
