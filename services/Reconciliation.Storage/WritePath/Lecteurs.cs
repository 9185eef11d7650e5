using System.Globalization;
using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>From the columns of <see cref="Sql"/> to what they stand for.</summary>
internal static class Lecteurs
{
    public static LigneStockee Ligne(NpgsqlDataReader r)
    {
        var paiement = Contenus.LirePaiement((Part)r.GetInt16(0), r.GetFieldValue<byte[]>(2));
        return new(Correspondance.Ligne(paiement), r.GetInt64(1), r.GetFieldValue<DateTimeOffset>(3), paiement.EvenementId, r.GetGuid(4));
    }

    public static Decision Decision(NpgsqlDataReader r) => Decisions.Lire(r.GetString(0));

    public static Journee Journee(NpgsqlDataReader r) => new(r.GetString(0), r.GetFieldValue<DateOnly>(1));

    public static PlaceDansLeJournal Place(NpgsqlDataReader r) => new(r.GetFieldValue<ulong>(0), r.GetInt64(1));

    public static SoinStocke Soin(NpgsqlDataReader r) => new()
    {
        SoinId = r.GetGuid(0),
        BeneficiaireId = r.GetString(1),
        DateSoin = r.GetFieldValue<DateOnly>(14),
        Version = r.GetInt32(2),
        Situation = (Situation)r.GetInt16(3),
        Vue = r.GetFieldValue<byte[]>(4),
        Fondatrice = Identite(r.GetString(5)),
        CreeLe = r.GetFieldValue<DateTimeOffset>(6),
        MisAJourLe = r.GetFieldValue<DateTimeOffset>(7),
        Echeance = r.IsDBNull(8) ? null : r.GetFieldValue<DateTimeOffset>(8),
        RemplacePar = r.IsDBNull(9) ? null : r.GetGuid(9),
        Mesures = new(
            r.GetFieldValue<DateTimeOffset>(10),
            new(r.GetInt64(11)),
            r.IsDBNull(12) ? null : r.GetInt16(12),
            r.IsDBNull(13) ? null : r.GetString(13),
            new(r.GetInt64(16)),
            r.IsDBNull(17) ? null : (Part)r.GetInt16(17)),
        AutresAdherents = r.IsDBNull(15) ? [] : r.GetFieldValue<string[]>(15),
    };

    public static SoinPublie Publie(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.GetInt32(2), r.GetString(3), r.GetFieldValue<DateTimeOffset[]>(4), r.GetFieldValue<short?[]>(5));

    public static SoinControle SoinControle(NpgsqlDataReader r) => new()
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
        Entrees = r.GetInt32(10),
        DerniereVersion = r.IsDBNull(11) ? null : r.GetInt32(11),
        VersionsContinues = !r.IsDBNull(12) && r.GetBoolean(12),
        DerniereVue = r.IsDBNull(13) ? null : r.GetString(13),
    };

    /// <summary>All rows of a result, and on to the next one.</summary>
    public static async Task<List<T>> ToutAsync<T>(this NpgsqlDataReader lecteur, Func<NpgsqlDataReader, T> lire, CancellationToken cancellationToken)
    {
        var lignes = new List<T>();
        while (await lecteur.ReadAsync(cancellationToken))
        {
            lignes.Add(lire(lecteur));
        }

        await lecteur.NextResultAsync(cancellationToken);
        return lignes;
    }

    /// <summary>The inverse of <see cref="LigneId.Canonique"/>: no identifier contains the separator, a control character.</summary>
    public static LigneId Identite(string canonique)
    {
        var parties = canonique.Split('\u001f');
        return new(
            parties[0] == "ro" ? Part.Ro : Part.Complementaire,
            parties[1],
            new(parties[2], parties[3], int.Parse(parties[4], CultureInfo.InvariantCulture)));
    }
}
