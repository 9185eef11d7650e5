using System.Text;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// What is known of soins when nothing that is stored of them is believed: the last version published, and the line from which the id
/// comes. Both can be had without the row: ids are derived from lines.
/// </summary>
internal static class Publies
{
    public static async Task<EtatConnu> RelireAsync(EtatConnu etat, TransactionDeLot transaction, CancellationToken cancellationToken)
    {
        var fondatrices = etat.Soins.ToDictionary(s => s.SoinId, s => s.Fondatrice);
        foreach (var ligne in etat.Lignes.Select(l => l.Ligne).Where(l => l.Nature == Nature.Paiement))
        {
            fondatrices[Identification.SoinId(ligne.Id, ligne.Journee)] = ligne.Id;
        }

        var publies = await transaction.PubliesAsync(fondatrices.Keys, cancellationToken);
        var comptes = etat.Soins.ToDictionary(s => s.SoinId, s => s.Mesures);
        return etat with { Soins = [.. publies.Select(p => Soin(p, fondatrices[p.SoinId], comptes.GetValueOrDefault(p.SoinId)))] };
    }

    private static SoinStocke Soin(SoinPublie publie, LigneId fondatrice, MesuresDuSoin? comptees)
    {
        var vue = Contenus.LireVue(publie.Vue);
        return new()
        {
            SoinId = publie.SoinId,
            BeneficiaireId = publie.BeneficiaireId,
            DateSoin = vue.DateSoin,
            Fondatrice = fondatrice,
            Version = publie.Version,
            Situation = (Situation)vue.Situation,
            Vue = Encoding.UTF8.GetBytes(publie.Vue),
            CreeLe = publie.EcritsLe[0],
            MisAJourLe = publie.EcritsLe[^1],
            Echeance = null,
            RemplacePar = vue.RemplacePar,
            Mesures = new(
                Depuis(publie, vue),
                comptees?.Enjeu ?? Montant.Zero,
                comptees?.EcartJours,
                comptees?.Ponctualite,
                Montant.DeEuros(vue.MontantTotal.AuCompte + vue.MontantTotal.AuProfessionnel)),
            AutresAdherents = [],
        };
    }

    // Since the version that brought the situation of the last one; a soin is late since the end of its window.
    private static DateTimeOffset Depuis(SoinPublie publie, Contracts.Vue vue)
    {
        var debut = publie.EcritsLe.Count - 1;
        while (debut > 0 && publie.Precedentes[debut] == (short)vue.Situation)
        {
            debut--;
        }

        return vue.Situation == Contracts.Situation.EnRetard && (vue.PartRo.AttenduAu ?? vue.PartComplementaire.AttenduAu) is { } au ? au : publie.EcritsLe[debut];
    }
}
