using System.Text.Json.Nodes;
using Reconciliation.Integration.Tests.Hosts;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>The payments of which the examples of the description tell: the lines of the README of the contracts.</summary>
internal static class ExampleRecords
{
    public const string Adherent = "A0001234";
    private const string Professionnel = "99901000007";

    public static JsonObject Ro(int ordre = 1) => PaymentRecords.Ro(Adherent, ordre)
        .With("evenementId", $"0b9c6a52-7c1f-4b52-9a53-2f0d6c1d7a1{ordre}")
        .With("ligne.decompte", "20251117004512").With("virement", "VRO-20251117-000123").With("professionnelId", Professionnel);

    public static JsonObject Complementaire() => PaymentRecords.Complementaire(Adherent)
        .With("evenementId", "5d0e1f77-0a4e-4c0c-8f0e-6f1f4f0b9c22")
        .With("source", "mgen-complementaire").With("ligne.organisme", "MGEN-COMPLEMENTAIRE").With("ligne.decompte", "C20251119000077")
        .With("payeLe", "2025-11-19").With("virement", "VRC-20251119-000042").With("professionnelId", Professionnel)
        .With("referenceRo", new JsonObject { ["organisme"] = "010000506", ["decompte"] = "20251117004512", ["ordre"] = 1 });

    public static JsonObject Event(string type, JsonObject ligne) => new()
    {
        ["specversion"] = "1.0",
        ["id"] = (string)ligne["evenementId"]!,
        ["source"] = "/" + (string)ligne["source"]!,
        ["type"] = type,
        ["time"] = "2025-11-17T06:00:00Z",
        ["datacontenttype"] = "application/json",
        ["data"] = ligne.DeepClone(),
    };
}
