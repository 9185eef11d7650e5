using System.Security.Cryptography;
using System.Text;
using Reconciliation.Domain.Tests.Laws;
using Xunit;

namespace Reconciliation.Domain.Tests.Traffic;

/// <summary>
/// A soin that was published stays as it was judged: a rule that pairs or judges another way publishes it anew, to everybody who follows
/// it. A change of a rule that is meant writes the digests again, one for each hundred cases. Words of the messages are left out: a new
/// wording publishes nothing.
/// </summary>
public sealed class WhatWasPublished
{
    private static readonly string[] MergedTraffic =
    [
        "AC5325C20CF423B3", "E3F7F53D0FDB961E", "F4F98077E119B988", "515C882CC229462E", "27D28F53F9EAF822", "A9C81E1B71001FF2",
        "5067A70AA11B83A3", "904150A0772E2AD5", "98B335EB96A0FCA6", "8C72D520D93AB6B9",
    ];

    private static readonly string[] GeneratedCases =
    [
        "8D462073A2042707", "4420BFFFA7766685", "E2F47F65AC9724CE", "A1A501C94AF94F84", "68EA5AB8AB689532", "4E9A40B404AEA6A3",
        "FC570CB0CA9F6392", "102445A002928978", "78F5BF3CDF58E879", "5416D4D2A61EC14E",
    ];

    [Fact]
    public void Traffic_with_merged_lines_stays_paired() => Stays(MergedTraffic, seed => PairingOfTraffic.Merged(seed));

    [Fact]
    public void Soins_of_every_kind_stay_judged() => Stays(GeneratedCases, seed =>
    {
        var drawn = Generator.Of(new(seed));
        var folded = JourneeFold.Run(drawn.Facts, drawn.Jugement, drawn.Now);
        var soins = folded.Soins.Select(s => $"{s.Id} {string.Join(' ', s.Soin.Lignes.Select(l => l.Id))} {s.Soin.IsAmbiguous} "
            + $"{ComparableVues.From(s.Vue with { Message = "" })}");
        return $"{string.Join('\n', soins)}\n{string.Join(' ', folded.NonRattachees.Select(l => l.Id))}";
    });

    // One digest for each hundred: the first that differs ends the test.
    private static void Stays(string[] digests, Func<int, string> inWords)
    {
        for (var hundred = 0; hundred < digests.Length; hundred++)
        {
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var seed = 100 * hundred; seed < 100 * (hundred + 1); seed++)
            {
                digest.AppendData(Encoding.UTF8.GetBytes(inWords(seed)));
            }

            Assert.Equal((hundred, digests[hundred]), (hundred, Convert.ToHexString(digest.GetCurrentHash())[..16]));
        }
    }
}
