using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>What a verification of the chain of accesses found.</summary>
/// <param name="Verifies">How many accesses hold, from the oldest kept.</param>
/// <param name="Ancre">The last one that holds: to be kept elsewhere, and given to the next verification.</param>
/// <param name="Rupture">The first break; null if there is none.</param>
public sealed record VerificationAcces(long Verifies, AncreAcces Ancre, RuptureAcces? Rupture);

/// <summary>The first break of the chain.</summary>
/// <param name="AccesId">Where.</param>
/// <param name="Nature">What.</param>
public sealed record RuptureAcces(long AccesId, NatureRupture Nature);

/// <summary>How a chain breaks.</summary>
public enum NatureRupture
{
    /// <summary>The access was changed, or put there by another hand.</summary>
    Modifie,

    /// <summary>One or more accesses are missing before this one.</summary>
    Manquant,

    /// <summary>The access does not follow the one before it: one of them was moved or replaced.</summary>
    Deplace,

    /// <summary>The end is missing: the chain ends before the anchor.</summary>
    Tronque,

    /// <summary>The chain was written again: at the place of the anchor stands another hash.</summary>
    Reecrit,

    /// <summary>The anchor is older than what retention has left: it can prove nothing any more.</summary>
    AncrePerimee,
}

public sealed partial class Acces
{
    /// <summary>How many accesses are read at a time.</summary>
    public const int Tranche = 1_000;

    /// <summary>
    /// Reads the whole chain, some at a time, and stops at the first break. By itself the chain cannot show that its end was removed,
    /// nor that it was written again from some place on: that takes an anchor that a former verification gave.
    /// </summary>
    /// <param name="ancre">An anchor that was kept elsewhere, if any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<VerificationAcces> VerifierAsync(AncreAcces? ancre, CancellationToken cancellationToken)
    {
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);

        // One snapshot: retention may move the start meanwhile.
        await using var transaction = await connexion.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var depart = await DepartAsync(connexion, cancellationToken);
        var derniere = depart;
        if (ancre?.AccesId < depart.AccesId)
        {
            return Fin(ancre.AccesId, NatureRupture.AncrePerimee);
        }

        await foreach (var maillon in MaillonsAsync(connexion, depart.AccesId, cancellationToken))
        {
            if (Contredit(ancre, derniere))
            {
                break;
            }

            if (Rupture(derniere, maillon) is { } nature)
            {
                return Fin(maillon.Acces.AccesId, nature);
            }

            derniere = new(maillon.Acces.AccesId, Convert.ToHexStringLower(maillon.Empreinte));
        }

        return Contredit(ancre, derniere) ? Fin(derniere.AccesId, NatureRupture.Reecrit)
            : ancre?.AccesId > derniere.AccesId ? Fin(derniere.AccesId + 1, NatureRupture.Tronque)
            : new(derniere.AccesId - depart.AccesId, derniere, null);

        VerificationAcces Fin(long place, NatureRupture nature) => new(derniere.AccesId - depart.AccesId, derniere, new(place, nature));
    }

    private static bool Contredit(AncreAcces? ancre, AncreAcces place) => ancre?.AccesId == place.AccesId && ancre != place;

    private static NatureRupture? Rupture(AncreAcces derniere, Maillon maillon) =>
        maillon.Acces.AccesId != derniere.AccesId + 1 ? NatureRupture.Manquant
        : Convert.ToHexStringLower(maillon.Precedente) != derniere.Empreinte ? NatureRupture.Deplace
        : !maillon.Empreinte.AsSpan().SequenceEqual(ChaineAcces.Empreinte(maillon.Precedente, maillon.Acces)) ? NatureRupture.Modifie
        : null;

    // What is kept begins after what retention removed last.
    private static async Task<AncreAcces> DepartAsync(NpgsqlConnection connexion, CancellationToken cancellationToken)
    {
        await using var commande = new NpgsqlCommand(
            """
            SELECT acces_id, empreinte FROM acces_ancre
            WHERE acces_id < coalesce((SELECT min(acces_id) FROM acces), acces_id + 1)
            ORDER BY acces_id DESC
            LIMIT 1
            """,
            connexion);
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ReadAsync(cancellationToken)
            ? new(lecteur.GetInt64(0), Convert.ToHexStringLower(lecteur.GetFieldValue<byte[]>(1)))
            : new(0, Convert.ToHexStringLower(ChaineAcces.Origine));
    }

    private static async IAsyncEnumerable<Maillon> MaillonsAsync(
        NpgsqlConnection connexion, long apres, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var tranche = new List<Maillon>();
            await using (var commande = new NpgsqlCommand(
                $"SELECT {Colonnes}, precedente, empreinte FROM acces WHERE acces_id > $1 ORDER BY acces_id LIMIT {Tranche}", connexion))
            {
                commande.Parameters.Add(new() { Value = apres });
                await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
                while (await lecteur.ReadAsync(cancellationToken))
                {
                    tranche.Add(new(Lire(lecteur), lecteur.GetFieldValue<byte[]>(8), lecteur.GetFieldValue<byte[]>(9)));
                }
            }

            foreach (var maillon in tranche)
            {
                yield return maillon;
            }

            if (tranche.Count < Tranche)
            {
                yield break;
            }

            apres = tranche[^1].Acces.AccesId;
        }
    }

    private sealed record Maillon(AccesEnregistre Acces, byte[] Precedente, byte[] Empreinte);
}
