using System.Globalization;
using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>Reads the rows of statements over several tables.</summary>
internal static class RowReaders
{
    public static Journee Journee(NpgsqlDataReader r) => new(r.GetString(0), r.GetFieldValue<DateOnly>(1));

    public static JournalPlace Place(NpgsqlDataReader r) => new(r.GetFieldValue<ulong>(0), r.GetInt64(1));

    public static PublishedSoin Published(NpgsqlDataReader r) => new(
        r.GetGuid(0),
        r.GetString(1),
        r.GetInt32(2),
        r.GetString(3),
        r.GetInt16(6),
        r.GetFieldValue<DateTimeOffset[]>(4),
        r.GetFieldValue<short?[]>(5));

    public static ControlledSoin ControlledSoin(NpgsqlDataReader r)
    {
        var (soin, journal) = (SoinTable.Controlled, SoinTable.Controlled.Count);
        return new()
        {
            SoinId = soin.Get<Guid>(r, SoinTable.SoinId),
            Journee = new(soin.Get<string>(r, SoinTable.BeneficiaireId), soin.Get<DateOnly>(r, SoinTable.DateSoin)),
            AdherentId = soin.Get<string>(r, SoinTable.AdherentId),
            AutresAdherents = soin.GetOrNull<string[]>(r, SoinTable.AutresAdherents) ?? [],
            Version = soin.Get<int>(r, SoinTable.Version),
            Situation = (Situation)soin.Get<short>(r, SoinTable.Situation),
            RemplacePar = soin.ValueOrNull<Guid>(r, SoinTable.RemplacePar),
            MisAJourLe = soin.Get<DateTimeOffset>(r, SoinTable.MisAJourLe),
            Vue = soin.Get<string>(r, SoinTable.Vue),
            Entries = r.GetInt32(journal),
            LastVersion = r.IsDBNull(journal + 1) ? null : r.GetInt32(journal + 1),
            AreVersionsContinuous = !r.IsDBNull(journal + 2) && r.GetBoolean(journal + 2),
            LastVue = r.IsDBNull(journal + 3) ? null : r.GetString(journal + 3),
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
