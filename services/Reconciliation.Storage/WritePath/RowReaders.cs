using System.Globalization;
using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>From the columns of <see cref="Sql"/> to what they stand for.</summary>
internal static class RowReaders
{
    public static StoredLigne Ligne(NpgsqlDataReader r)
    {
        var paiement = StoredJson.ReadPaiement((Part)r.GetInt16(0), r.GetFieldValue<byte[]>(2));
        return new(LigneMapper.ToLigne(paiement), r.GetInt64(1), r.GetFieldValue<DateTimeOffset>(3), paiement.EvenementId, r.GetGuid(4), r.GetInt16(5));
    }

    public static Decision Decision(NpgsqlDataReader r) => StoredDecisions.Read(r.GetString(0), r.GetString(1));

    public static Journee Journee(NpgsqlDataReader r) => new(r.GetString(0), r.GetFieldValue<DateOnly>(1));

    public static JournalPlace Place(NpgsqlDataReader r) => new(r.GetFieldValue<ulong>(0), r.GetInt64(1));

    public static StoredSoin Soin(NpgsqlDataReader r) => new()
    {
        SoinId = r.GetGuid(0),
        BeneficiaireId = r.GetString(1),
        DateSoin = r.GetFieldValue<DateOnly>(14),
        Version = r.GetInt32(2),
        Situation = (Situation)r.GetInt16(3),
        Vue = r.GetFieldValue<byte[]>(4),
        Fondatrice = Identity(r.GetString(5), r.GetString(1)),
        CreeLe = r.GetFieldValue<DateTimeOffset>(6),
        MisAJourLe = r.GetFieldValue<DateTimeOffset>(7),
        Echeance = r.IsDBNull(8) ? null : r.GetFieldValue<DateTimeOffset>(8),
        RemplacePar = r.IsDBNull(9) ? null : r.GetGuid(9),
        Measures = new(
            r.GetFieldValue<DateTimeOffset>(10),
            new(r.GetInt64(11)),
            r.IsDBNull(12) ? null : r.GetInt16(12),
            r.IsDBNull(13) ? null : r.GetString(13),
            new(r.GetInt64(16)),
            r.IsDBNull(17) ? null : (Part)r.GetInt16(17)),
        AutresAdherents = r.IsDBNull(15) ? [] : r.GetFieldValue<string[]>(15),
        VueFormat = r.GetInt16(18),
    };

    public static PublishedSoin Published(NpgsqlDataReader r) => new(
        r.GetGuid(0),
        r.GetString(1),
        r.GetInt32(2),
        r.GetString(3),
        r.GetInt16(6),
        r.GetFieldValue<DateTimeOffset[]>(4),
        r.GetFieldValue<short?[]>(5));

    public static ControlledSoin ControlledSoin(NpgsqlDataReader r) => new()
    {
        SoinId = r.GetGuid(0),
        Journee = new(r.GetString(1), r.GetFieldValue<DateOnly>(2)),
        AdherentId = r.GetString(3),
        AutresAdherents = r.IsDBNull(4) ? [] : r.GetFieldValue<string[]>(4),
        Version = r.GetInt32(5),
        Situation = (Situation)r.GetInt16(6),
        RemplacePar = r.IsDBNull(7) ? null : r.GetGuid(7),
        MisAJourLe = r.GetFieldValue<DateTimeOffset>(8),
        Vue = r.GetString(9),
        Entries = r.GetInt32(10),
        LastVersion = r.IsDBNull(11) ? null : r.GetInt32(11),
        AreVersionsContinuous = !r.IsDBNull(12) && r.GetBoolean(12),
        LastVue = r.IsDBNull(13) ? null : r.GetString(13),
    };

    /// <summary>All rows of a result, and on to the next one.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
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
    public static LigneId Identity(string canonical, string beneficiaire)
    {
        var pieces = canonical.Split('\u001f');
        return new(
            PartCatalogue.OfCanonicalCode(pieces[0]).Part,
            pieces[1],
            new(pieces[2], pieces[3], int.Parse(pieces[4], CultureInfo.InvariantCulture)),
            beneficiaire);
    }
}
