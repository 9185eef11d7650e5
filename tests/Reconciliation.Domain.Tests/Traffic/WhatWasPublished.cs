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
        "5EB05AC59A106C21", "9A957833A2404E64", "C09B10683B80DA98", "5F810D488A193678", "6A66343B96174D09", "BDAC3B6F1A9E5067",
        "D56C40401458E8A2", "048213782154DD2C", "E6FEAE350F831ED0", "4A20C1DDA9AA527A",
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
