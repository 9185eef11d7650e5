using System.Text;
using Reconciliation.Core;
using Xunit;

namespace Reconciliation.Domain.Tests.Folding;

/// <summary>When a stored view and a judged one are the same, whatever the formats of both.</summary>
public sealed class VueFormatsTests
{
    // "a" and "part.b" stand since format 1; format 2 brought "c" and "part.d", format 3 "e"; "message" was worded anew in 2.
    private static readonly VueFormats Formats = new(
        new VueFormat(1, []), new VueFormat(2, ["c", "part.d", "message"]), new VueFormat(3, ["e"]));

    [Theory]
    [InlineData(3, "{'a':1,'part':{'b':2,'d':3},'c':4,'e':5,'message':'m'}", true)]
    [InlineData(3, "{'e':5,'message':'m','c':4,'part':{'d':3,'b':2},'a':1}", true)]
    [InlineData(3, "{'a':2,'part':{'b':2,'d':3},'c':4,'e':5,'message':'m'}", false)]
    [InlineData(3, "{'a':'1','part':{'b':2,'d':3},'c':4,'e':5,'message':'m'}", false)]
    [InlineData(3, "{'a':1,'part':{'b':2,'d':4},'c':4,'e':5,'message':'m'}", false)]
    [InlineData(3, "{'a':1,'part':2,'c':4,'e':5,'message':'m'}", false)]
    [InlineData(3, "{'a':1,'part':{'b':2,'d':3},'c':4,'message':'m'}", false)]
    [InlineData(3, "{'a':1,'part':{'b':2,'d':3},'c':4,'e':5,'f':6,'message':'m'}", false)]
    [InlineData(3, "{'a':1,'part':{'b':2,'d':3,'f':6},'c':4,'e':5,'message':'m'}", false)]
    [InlineData(3, "{'a':1,'part':{'b':2,'d':3},'c':4,'e':5,'message':'n'}", false)]
    [InlineData(3, "{'a':1,'part':{'b':2,'d':3},'c':4,'e':5}", false)]
    [InlineData(2, "{'a':1,'part':{'b':2,'d':3},'c':4,'message':'m'}", true)]
    [InlineData(2, "{'a':1,'part':{'b':2,'d':3},'c':4,'e':9,'message':'m'}", true)]
    [InlineData(2, "{'a':1,'part':{'b':2,'d':3},'message':'m'}", false)]
    [InlineData(2, "{'a':1,'part':{'b':2},'c':4,'message':'m'}", false)]
    [InlineData(2, "{'a':1,'part':{'b':2,'d':3},'c':4,'message':'n'}", false)]
    [InlineData(1, "{'a':1,'part':{'b':2},'message':'n'}", true)]
    [InlineData(1, "{'a':1,'part':{'b':2,'d':9},'c':9}", true)]
    [InlineData(1, "{'a':1,'part':{'b':3},'message':'m'}", false)]
    [InlineData(1, "{'part':{'b':2},'message':'m'}", false)]
    [InlineData(1, "{'a':1,'message':'m'}", false)]
    [InlineData(4, "{'a':1,'part':{'b':2,'d':3,'g':7},'c':4,'e':5,'f':6,'message':'m'}", true)]
    [InlineData(4, "{'a':1,'part':{'b':2,'d':3},'c':4,'f':6,'message':'m'}", false)]
    [InlineData(4, "{'a':2,'part':{'b':2,'d':3},'c':4,'e':5,'message':'m'}", false)]
    public void Members_count_from_the_format_that_brought_them(short format, string stored, bool same) =>
        Assert.Equal(same, Same(stored, format, "{'a':1,'part':{'b':2,'d':3},'c':4,'e':5,'message':'m'}", "m"));

    [Theory]
    [InlineData("Appelez le 1234.", true)]
    [InlineData("Appelez le 5678.", true)]
    [InlineData("Écrivez.", false)]
    public void A_message_that_differs_by_the_configured_texts_is_no_difference(string message, bool same) =>
        Assert.Equal(same, Same($"{{'message':'{message}'}}", 3, "{'message':'Appelez le 3676.'}", "Appelez le \uE000."));

    [Fact]
    public void The_pattern_is_asked_for_only_where_nothing_else_differs()
    {
        static string NotAsked() => throw new InvalidOperationException("Nobody needs the pattern.");
        Assert.True(Formats.AreSame(Bytes("{'a':1}"), 3, Bytes("{'a':1}"), NotAsked));
        Assert.False(Formats.AreSame(Bytes("{'a':1}"), 3, Bytes("{'a':2}"), NotAsked));
        Assert.Throws<ArgumentNullException>(() => Formats.AreSame([], 3, [], null!));
    }

    [Fact]
    public void Views_are_made_in_the_last_format_and_a_member_counts_as_of_the_last_that_brought_it()
    {
        Assert.Equal(3, Formats.Current);
        Assert.Equal(["c", "e", "message", "part.d"], Formats.Introduced.Order(StringComparer.Ordinal));
        var twice = new VueFormats(new VueFormat(1, []), new VueFormat(3, ["a"]), new VueFormat(2, ["a"]));
        Assert.True(twice.AreSame(Bytes("{'a':1,'message':'m'}"), 2, Bytes("{'a':2,'message':'m'}"), () => "m"));
        Assert.False(twice.AreSame(Bytes("{'a':1,'message':'m'}"), 3, Bytes("{'a':2,'message':'m'}"), () => "m"));
    }

    [Fact]
    public void The_second_format_of_the_product_brought_ten_members()
    {
        Assert.Equal(2, VueFormats.Product.Current);
        Assert.Equal(
            [
                "epoque", "message", "messageParties", "partComplementaire.ligne", "partComplementaire.montantVirement", "partRo.base",
                "partRo.ligne", "partRo.montantVirement", "partRo.taux", "retenues",
            ],
            VueFormats.Product.Introduced.Order(StringComparer.Ordinal));
    }

    private static bool Same(string stored, short format, string judged, string pattern) =>
        Formats.AreSame(Bytes(stored), format, Bytes(judged), () => pattern);

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json.Replace('\'', '"'));
}
