using System.Text.Json.Nodes;

namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>Payment records as producers write them: the worked example of the contract, for a member of the test's own.</summary>
internal static class Paiements
{
    private const string Brut = "@brut@";

    /// <summary>21,00 € of 30,00 € by the régime obligatoire; the complementary part is expected.</summary>
    public static JsonObject Ro(string adherent, int ordre = 1) => new()
    {
        ["evenementId"] = $"ev-ro-{adherent}-{ordre}",
        ["source"] = "ameli",
        ["ligne"] = new JsonObject { ["organisme"] = "010000506", ["decompte"] = $"DRO-{adherent}", ["ordre"] = ordre },
        ["revision"] = 1,
        ["nature"] = "paiement",
        ["ligneOrigine"] = null,
        ["adherentId"] = adherent,
        ["beneficiaireId"] = $"{adherent}-02",
        ["dateSoin"] = "2025-11-14",
        ["professionnelId"] = "10003456789",
        ["codeActe"] = "G",
        ["libelle"] = "Consultation généraliste",
        ["depense"] = 30.00m,
        ["base"] = 30.00m,
        ["taux"] = 70,
        ["montant"] = 21.00m,
        ["destinataire"] = "assure",
        ["canal"] = "carteVitale",
        ["transmisLe"] = "2025-11-14T17:02:11+01:00",
        ["payeLe"] = "2025-11-17",
        ["virement"] = $"VRO-{adherent}",
        ["complementaire"] = "mgen",
        ["referenceSoin"] = null,
        ["releve"] = "ameli",
    };

    /// <summary>The 9,00 € that complete it.</summary>
    public static JsonObject Complementaire(string adherent, int ordre = 1)
    {
        var paiement = Ro(adherent, ordre)
            .Avec("evenementId", $"ev-rc-{adherent}-{ordre}")
            .Avec("source", "mgen-sante")
            .Avec("ligne.organisme", "MGEN")
            .Avec("ligne.decompte", $"DRC-{adherent}")
            .Avec("montant", 9.00m)
            .Avec("payeLe", "2025-11-15")
            .Avec("virement", $"VRC-{adherent}")
            .Avec("contrat", "MGEN-INTEGRALE")
            .Avec("regimeObligatoire", "mgen")
            .Avec("montantRoDeclare", 21.00m);
        return paiement.Sans("base").Sans("taux").Sans("complementaire");
    }

    /// <summary>Sets a member, by its path.</summary>
    public static JsonObject Avec(this JsonObject paiement, string chemin, JsonNode? valeur)
    {
        var (objet, nom) = Trouver(paiement, chemin);
        objet[nom] = valeur;
        return paiement;
    }

    /// <summary>Removes a member, by its path.</summary>
    public static JsonObject Sans(this JsonObject paiement, string chemin)
    {
        var (objet, nom) = Trouver(paiement, chemin);
        objet.Remove(nom);
        return paiement;
    }

    /// <summary>The record as text, with a member written exactly so, be it JSON or not.</summary>
    public static string AvecBrut(this JsonObject paiement, string chemin, string brut) =>
        paiement.Avec(chemin, Brut).ToJsonString().Replace($"\"{Brut}\"", brut, StringComparison.Ordinal);

    private static (JsonObject Objet, string Nom) Trouver(JsonObject racine, string chemin)
    {
        var noms = chemin.Split('.');
        var objet = racine;
        foreach (var nom in noms[..^1])
        {
            objet = objet[nom]!.AsObject();
        }

        return (objet, noms[^1]);
    }
}
