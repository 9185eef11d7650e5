using System.Text.Json.Nodes;

namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>Payment records as producers write them: the worked example of the contract, for a member of the test's own.</summary>
internal static class PaymentRecords
{
    private const string Raw = "@brut@";

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
            .With("evenementId", $"ev-rc-{adherent}-{ordre}")
            .With("source", "mgen-sante")
            .With("ligne.organisme", "MGEN")
            .With("ligne.decompte", $"DRC-{adherent}")
            .With("montant", 9.00m)
            .With("payeLe", "2025-11-15")
            .With("virement", $"VRC-{adherent}")
            .With("contrat", "MGEN-INTEGRALE")
            .With("regimeObligatoire", "mgen")
            .With("montantRoDeclare", 21.00m);
        return paiement.Without("base").Without("taux").Without("complementaire");
    }

    /// <summary>Sets a member, by its path.</summary>
    public static JsonObject With(this JsonObject paiement, string path, JsonNode? value)
    {
        var (subject, name) = Find(paiement, path);
        subject[name] = value;
        return paiement;
    }

    /// <summary>Removes a member, by its path.</summary>
    public static JsonObject Without(this JsonObject paiement, string path)
    {
        var (subject, name) = Find(paiement, path);
        subject.Remove(name);
        return paiement;
    }

    /// <summary>The record as text, with a member written exactly so, be it JSON or not.</summary>
    public static string WithRaw(this JsonObject paiement, string path, string raw) =>
        paiement.With(path, Raw).ToJsonString().Replace($"\"{Raw}\"", raw, StringComparison.Ordinal);

    private static (JsonObject Subject, string Name) Find(JsonObject root, string path)
    {
        var names = path.Split('.');
        var subject = root;
        foreach (var name in names[..^1])
        {
            subject = subject[name]!.AsObject();
        }

        return (subject, names[^1]);
    }
}
