using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Reconciliation.Integration.Tests.Hosts;

namespace Reconciliation.Integration.Tests.Contract.Fuzzing;

/// <summary>An instance with soins and refused messages of some members, so that made-up calls find something.</summary>
internal static class FilledInstance
{
    private const int MemberCount = 20;

    /// <summary>Fills it, and tells those who make up calls what it holds.</summary>
    public static async Task FillAsync(TestInstance instance, Description description, Requests requests)
    {
        var corrected = Bodies.Examples(description.Calls.Single(c => c.Id == "rejouerQuarantaine").Bodies["application/json"]!)
            .Select(e => e["corps"]!.AsObject()).First();
        foreach (var n in Enumerable.Range(1, MemberCount))
        {
            var adherent = $"F{n}";
            await instance.RoAsync(PaymentRecords.Ro(adherent));
            if (n % 2 == 0)
            {
                await instance.ComplementairesAsync(PaymentRecords.Complementaire(adherent));
            }

            requests.Learn("adherentId", adherent);
            requests.Learn("q", adherent);
            requests.Learn("virement", $"VRO-{adherent}");
            requests.Learn("reference", $"VRO-{adherent}");
            requests.Learn("ref", $"VRO-{adherent}");
            requests.Learn("soinId", (await instance.SoinsAsync(adherent))[0].GetProperty("soinId").GetString()!);
            await RefusedAsync("ro", PaymentRecords.Ro(adherent));

            // The example of a correction is accepted for a message about its own line only.
            await RefusedAsync("complementaires", corrected.DeepClone().AsObject().With("evenementId", $"ev-refuse-{n}"));
        }

        foreach (var n in Enumerable.Range(1, 2 * MemberCount))
        {
            requests.Learn("quarantaineId", n.ToString(CultureInfo.InvariantCulture));
        }

        Task RefusedAsync(string call, JsonObject payment) => instance.PostRawAsync(
            $"/v1/paiements/{call}", Encoding.UTF8.GetBytes(payment.WithRaw("montant", "1.001")));
    }
}
